export * from './codes.ts';
export * from './http.ts';
export * from './limits.ts';
export * from './messages.ts';
export * from './own-key.ts';
export * from './room-code.ts';
export * from './views.ts';
