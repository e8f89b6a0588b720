/** Who is on this person's line, for the screens that write down what they say. */
export interface Caller {
  id: string;
  phone: string;
  lang: string;
  emergency: boolean;
}

class OnCall {
  /** From the first ring until the write-up is over. */
  now = $state.raw<Caller | undefined>(undefined);
}

export const onCall = new OnCall();
