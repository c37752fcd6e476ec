/** A WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget implements WebSocket {
  static readonly all: FakeSocket[] = [];

  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly bufferedAmount = 0;
  readonly extensions = '';
  readonly protocol = '';
  binaryType: BinaryType = 'blob';
  readyState = 0;
  onclose: WebSocket['onclose'] = null;
  onerror: WebSocket['onerror'] = null;
  onmessage: WebSocket['onmessage'] = null;
  onopen: WebSocket['onopen'] = null;
  /** What the page said. */
  readonly said: Record<string, unknown>[] = [];
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.all.push(this);
  }

  /** The newest. */
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (socket === undefined) throw new Error('nobody has opened a socket');
    return socket;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (typeof data !== 'string') throw new Error('the page says texts only');
    // And all of them are JSON objects.
    this.said.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = this.CLOSED;
  }

  /** The number of the newest subscription to a topic. */
  asked(topic: string): number {
    const id = this.said.findLast(one => one.type === 'subscribe' && one.topic === topic)?.id;
    if (typeof id !== 'number') throw new Error(`nobody has subscribed to ${topic}`);
    return id;
  }

  /** The gateway accepts. */
  accept(): void {
    this.readyState = this.OPEN;
    this.onopen?.(new Event('open'));
  }

  /** The gateway or the network ends it. */
  drop(): void {
    this.readyState = this.CLOSED;
    this.onclose?.(new CloseEvent('close'));
  }

  /** The gateway says something. */
  tell(message: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}
