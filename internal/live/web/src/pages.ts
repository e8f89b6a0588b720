import type { Row } from "./protocol";

interface Page {
  rows: Row[];
  next?: string;
}

const tries = 3;
const pause = 1_000;

/** Reads the rest of a snapshot, page by page. A page that fails is asked for again, a few times. */
export async function readPages(first: string, signal: AbortSignal, load: typeof fetch): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | undefined = first; next !== undefined; ) {
    const page: Page = await readPage(next, signal, load);
    rows.push(...page.rows);
    next = page.next;
  }
  return rows;
}

async function readPage(address: string, signal: AbortSignal, load: typeof fetch): Promise<Page> {
  for (let tried = 1; ; tried++) {
    try {
      const answer = await load(address, { credentials: "same-origin", signal });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return (await answer.json()) as Page;
    } catch (error) {
      if (signal.aborted || tried === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * tried));
    }
  }
}
