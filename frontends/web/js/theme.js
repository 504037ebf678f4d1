/*
 * Light, dark, or as the system says.
 */

export const THEMES = [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]];

export function themeOf(storage) {
    const theme = storage.get("theme");
    return theme === "light" || theme === "dark" ? theme : "system";
}

export function applyTheme(storage) {
    document.documentElement.dataset.theme = themeOf(storage);
}

export function setTheme(storage, theme) {
    storage.set("theme", theme === "system" ? null : theme);
    applyTheme(storage);
}
