/** In place of the transports of Engine.IO that no link of ours uses: WebTransport, and its own polling. */
export const WT = undefined;
export const XHR = undefined;
