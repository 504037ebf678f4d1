/*
 * The drawings of the buttons: strokes on a 24 by 24 grid.
 */

import {svg} from "./dom.js";

const PATHS = {
    back: ["M15 5l-7 7 7 7"],
    down: ["M12 5v14", "M6 13l6 6 6-6"],
    plus: ["M12 5v14", "M5 12h14"],
    search: ["M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M16.2 16.2L21 21"],
    close: ["M6 6l12 12", "M18 6L6 18"],
    send: ["M5 12h13", "M12 5l7 7-7 7"],
    edit: ["M4 20l1-4L16 5l3 3L8 19l-4 1z", "M14 7l3 3"],
    remove: ["M5 7h14", "M10 4h4", "M7 7l1 13h8l1-13", "M10.5 11v5", "M13.5 11v5"],
    reply: ["M10 6l-6 6 6 6", "M4 12h9a7 7 0 0 1 7 7"],
    link: ["M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1", "M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"],
    copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
    lock: ["M6 11h12v9H6z", "M9 11V8a3 3 0 0 1 6 0v3"],
    room: ["M5 9h14", "M4 15h14", "M10 4L8 20", "M16 4l-2 16"],
    info: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "M12 11v5", "M12 8v.1"],
    people: ["M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5z", "M3 19a6 6 0 0 1 12 0", "M16 5.4a3.2 3.2 0 0 1 0 5.6",
        "M17.5 14a6 6 0 0 1 3.5 5"],
    topics: ["M4 6h10", "M4 12h16", "M4 18h7"],
    activity: ["M3 12h4l3-7 4 14 3-7h4"],
    person: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4.5 20a7.5 7.5 0 0 1 15 0"],
    settings: ["M4 7h9", "M17 7h3", "M15 5v4", "M4 17h3", "M11 17h9", "M9 15v4"],
    leave: ["M14 4H6v16h8", "M11 12h9", "M16 8l4 4-4 4"],
    warning: ["M12 4l9 16H3z", "M12 10v4", "M12 17v.1"],
    archive: ["M4 5h16v4H4z", "M6 9v10h12V9", "M10 13h4"],
    help: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "M9.8 9.6a2.3 2.3 0 1 1 3.2 2.2c-.7.3-1 .8-1 1.6", "M12 16.3v.1"],
};

export function icon(name) {
    return svg(PATHS[name]);
}
