import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Settle } from "./settle";

describe("looks after changes", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("gathers the changes of a moment into one look", () => {
    const look = vi.fn();
    const settle = new Settle(look, 1000);
    settle.changed();
    settle.changed();
    vi.advanceTimersByTime(1000);
    expect(look).toHaveBeenCalledTimes(1);
  });
  it("looks though changes never pause", () => {
    const look = vi.fn();
    const settle = new Settle(look, 1000);
    for (let i = 0; i < 50; i++) {
      settle.changed();
      vi.advanceTimersByTime(100);
    }
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(4);
  });
  it("looks no more once it is stopped", () => {
    const look = vi.fn();
    const settle = new Settle(look, 1000);
    settle.changed();
    settle.stop();
    vi.advanceTimersByTime(5000);
    expect(look).not.toHaveBeenCalled();
  });
});
