// A ticket's page renews itself: what changes is asked for every few seconds and put in its place. While that fails, the page says so
// and keeps what it knew, with its time.
'use strict';
{
  const now = document.getElementById('now');
  const stale = document.getElementById('stale');
  const heard = document.getElementById('heard'); // by those who do not see the page
  const every = 4000;
  const patience = 8000;
  let failures = 0;
  let asking = false;
  let timer = 0;
  let last = '';

  const show = (html) => {
    const before = now.firstElementChild?.dataset.state;
    if (html !== last) now.innerHTML = last = html;
    const { state, title, over } = now.firstElementChild?.dataset ?? {};
    if (title && title !== document.title) document.title = heard.textContent = title;
    if (before !== state && state === 'called') navigator.vibrate?.([400, 200, 400]);
    return over === undefined;
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(now.dataset.url, { cache: 'no-store', signal: AbortSignal.timeout(patience) });
      if (!answer.ok) throw new Error(String(answer.status));
      failures = 0;
      if (!show(await answer.text())) {
        location.reload(); // the rest of the page is no longer for it
        return;
      }
    } catch {
      failures++;
    }
    asking = false;
    stale.hidden = failures < 2;
    const next = Math.min(every * 2 ** failures, 30_000);
    later(document.hidden ? 3 * next : next);
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  addEventListener('online', () => later(0));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) later(0);
  });
  later(every);
}
