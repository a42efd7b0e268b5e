/** In place of Engine.IO's transport over WebTransport, which no link of ours asks for. */
export const WT = undefined;
