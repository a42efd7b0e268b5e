/** What a journey needs of a browser, whichever it is: the rest is done in the page, alike in all of them. */
export interface DrivenBrowser {
  /** Name and version, for the report. */
  readonly name: string;
  /** Opens a window. One at least stays open until the end. */
  newWindow(screen: Screen): Promise<DrivenWindow>;
  close(): Promise<void>;
}

export interface DrivenWindow {
  readonly screen: Screen;
  /** Goes to an address, and resolves once the document is there. */
  open(url: string): Promise<void>;
  /** The string that an expression promises in the page. @throws Error where the document goes away meanwhile */
  evaluate(expression: string): Promise<string>;
  /** A finger on a phone, a mouse elsewhere, at a point of the viewport. */
  tap(x: number, y: number): Promise<void>;
  type(text: string): Promise<void>;
  /** A PNG of the viewport. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Screen {
  width: number;
  height: number;
  /** Whether it is touched. */
  touch: boolean;
}
