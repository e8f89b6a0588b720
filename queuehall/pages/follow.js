// A ticket's page renews itself: what changes is asked for every few seconds and put in its place. While that fails, the page says so
// and keeps what it knew, with its time.
'use strict';
{
  const now = document.getElementById('now');
  const stale = document.getElementById('stale');
  const heard = document.getElementById('heard'); // by those who do not see the page
  const every = 4000;
  let failures = 0;
  const state = () => now.firstElementChild?.dataset.state;

  const ask = async () => {
    let next = every;
    try {
      const answer = await fetch(now.dataset.url, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      const before = state();
      if (html !== ask.last) now.innerHTML = ask.last = html;
      failures = 0;
      stale.hidden = true;
      const card = now.firstElementChild;
      if (card?.dataset.title && card.dataset.title !== document.title) {
        document.title = card.dataset.title;
        heard.textContent = card.dataset.title;
      }
      if (before !== state() && state() === 'called') navigator.vibrate?.([400, 200, 400]);
      if (card?.dataset.over !== undefined) {
        location.reload(); // the rest of the page is no longer for it
        return;
      }
    } catch {
      failures++;
      stale.hidden = failures < 2;
      next = Math.min(every * 2 ** Math.min(failures, 3), 30000);
    }
    setTimeout(ask, document.hidden ? next * 3 : next);
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && failures) stale.hidden = false;
  });
  setTimeout(ask, every);
}
