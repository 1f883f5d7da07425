// What has been in front of the visitor. The desk hears how far they have read, and the page around counts the rest on
// its button: messages of others, and a crisis notice as one of them.

export class Reading {
  #given;
  #isOpen;
  #read = 0;
  /** How far the desk knows that it is read. */
  #told = 0;
  /** The crisis notice that has been read. @type {number | null} */
  #noticeRead = null;

  /**
   * @param {object} given
   * @param {boolean} given.isOpen whether the chat is in sight from the start
   * @param {import('../../shared/transcript.js').Transcript} given.transcript
   * @param {{peek(): {id: number} | null}} given.notice
   * @param {(seq: number) => boolean} given.tell tells the desk; false when nobody hears it
   * @param {(unread: number) => void} given.count
   */
  constructor(given) {
    this.#given = given;
    this.#isOpen = given.isOpen;
  }

  opened() {
    this.#isOpen = true;
    this.read();
  }

  closed() {
    this.#isOpen = false;
  }

  /** Looks at what there is: all of it is read when it is in sight. */
  read() {
    const { transcript, notice, tell, count } = this.#given;
    const isInSight = this.#isOpen && document.visibilityState === 'visible';
    if (isInSight) {
      this.#read = transcript.highestSeq();
      this.#noticeRead = notice.peek()?.id ?? null;
    }
    count(this.#isOpen ? 0 : this.#unread());
    if (isInSight && this.#read > this.#told && tell(this.#read)) this.#told = this.#read;
  }

  /** A server has to be told anew. */
  forgetTold() {
    this.#told = 0;
  }

  /** Another conversation begins. */
  forget() {
    this.#read = 0;
    this.#told = 0;
  }

  #unread() {
    const { transcript, notice } = this.#given;
    const others = transcript.items.peek().filter(({ seq, entry }) => (seq ?? 0) > this.#read && entry.author.kind !== 'visitor');
    const isNewNotice = (notice.peek()?.id ?? this.#noticeRead) !== this.#noticeRead;
    return others.length + Number(isNewNotice);
  }
}
