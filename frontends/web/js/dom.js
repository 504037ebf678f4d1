/*
 * Building and patching the page. Text is only ever put in as text, never as markup.
 */

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("a", {class: "row", href: "#/", onclick: f}, "text", [more]). */
export function h(tag, props, ...children) {
    const element = document.createElement(tag);
    setProps(element, props);
    add(element, children);
    return element;
}

function setProps(element, props) {
    for (const [name, value] of Object.entries(props ?? {})) {
        if (name.startsWith("on"))
            element.addEventListener(name.slice(2), value);
        else
            setAttribute(element, name, value);
    }
}

/** false, null and undefined take an attribute away; true gives it no value. */
export function setAttribute(element, name, value) {
    if (value === false || value === null || value === undefined)
        element.removeAttribute(name);
    else
        element.setAttribute(name, value === true ? "" : String(value));
}

function add(element, children) {
    for (const child of children) {
        if (Array.isArray(child))
            add(element, child);
        else if (child !== null && child !== undefined && child !== false)
            element.append(child);
    }
}

/** Put these in place of what the element holds. */
export function fill(element, ...children) {
    element.replaceChildren();
    add(element, children);
    return element;
}

/** Change text only where it differs, so that a selection and a screen reader are left in peace. */
export function setText(element, text) {
    if (element.textContent !== text)
        element.textContent = text;
}

/** A drawing of `paths` on a 24 by 24 grid, for the eye only. */
export function svg(paths, className = "icon") {
    const element = document.createElementNS(SVG, "svg");
    element.setAttribute("viewBox", "0 0 24 24");
    element.setAttribute("class", className);
    element.setAttribute("aria-hidden", "true");
    for (const d of paths) {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", d);
        element.append(path);
    }
    return element;
}

const lists = new WeakMap();

/**
 * Make the children of `parent` those of `items`, in their order, reusing the node of a key. `create`
 * makes a node, `update` brings one up to date. Nodes in the right place are not touched.
 */
export function reconcile(parent, items, {key, create, update}) {
    const before = lists.get(parent) ?? new Map();
    const after = new Map();
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    for (const item of items) {
        const id = key(item);
        const node = before.get(id) ?? create(item);
        update?.(node, item);
        after.set(id, node);
    }
    for (const [id, node] of before)
        if (after.get(id) !== node)
            node.remove();
    let place = parent.firstChild;
    for (const node of after.values()) {
        if (node === place)
            place = place.nextSibling;
        else
            parent.insertBefore(node, place);
    }
    lists.set(parent, after);
    if (focused && focused !== document.activeElement && parent.contains(focused))
        focused.focus({preventScroll: true});
}

/** Collects what must be undone when a view goes away. */
export class Scope {
    #undo = [];

    add(undo) {
        this.#undo.push(undo);
    }

    listen(target, type, handler, options) {
        target.addEventListener(type, handler, options);
        this.add(() => target.removeEventListener(type, handler, options));
    }

    every(ms, handler) {
        const timer = setInterval(handler, ms);
        this.add(() => clearInterval(timer));
    }

    close() {
        for (const undo of this.#undo.splice(0))
            undo();
    }
}
