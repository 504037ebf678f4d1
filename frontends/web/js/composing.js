/*
 * Input methods: while one composes a character, its keys are its own.
 */

/** Whether this key belongs to an input method that is composing. 229 is what Safari says. */
export function isComposing(event) {
    return event.isComposing || event.keyCode === 229;
}
