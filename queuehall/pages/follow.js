// A ticket's page follows its ticket by itself: what changes is sent over a stream of events and put in its place. Where there is no
// stream, it is asked for every few seconds. While neither comes, the page says so and keeps what it knew, with its time. Written for
// telephones of ten years ago as well.
'use strict';
(function () {
  const now = document.getElementById('now');
  const stale = document.getElementById('stale');
  const heard = document.getElementById('heard'); // by those who do not see the page
  const leave = document.querySelector('.give-up');
  const askEvery = 8000;
  const patience = 8000;
  const silence = 23000; // two beats of the stream that did not come
  const again = 60000; // after which a stream that was refused is tried anew
  let source = null;
  let failures = 0;
  let asking = false;
  let timer = 0;
  let watch = 0;
  let heardAt = Date.now();
  let last = '';
  let told = now.firstElementChild ? now.firstElementChild.dataset : {};

  const buzz = (pattern) => {
    if (navigator.vibrate) navigator.vibrate(pattern);
  };

  const show = (html) => {
    if (html === last) return;
    now.innerHTML = last = html;
    const before = told;
    told = now.firstElementChild ? now.firstElementChild.dataset : {};
    const called = told.state === 'called' && (before.state !== 'called' || Number(told.recalls) > Number(before.recalls));
    if (told.title && (told.title !== document.title || called)) {
      document.title = told.title;
      heard.textContent = '';
      setTimeout(() => (heard.textContent = told.title), 50);
    }
    if (called) buzz([400, 200, 400, 200, 400]);
    else if (told.state === 'near' && before.state === 'waiting') buzz(200);
    if (leave) leave.style.display = told.state === 'called' || told.state === 'serving' ? 'none' : '';
    if (told.over !== undefined) {
      halt();
      location.reload(); // the rest of the page is no longer for it
    }
  };

  /** What is shown holds now. */
  const alive = () => {
    failures = 0;
    heardAt = Date.now();
    stale.hidden = true;
    clearTimeout(watch);
    if (source) watch = setTimeout(lost, silence);
  };

  const lost = () => {
    stale.hidden = false;
    halt();
    ask();
  };

  const halt = () => {
    if (source) source.close();
    source = null;
    clearTimeout(watch);
    clearTimeout(timer);
  };

  const open = () => {
    halt();
    if (!window.EventSource) {
      ask();
      return;
    }
    source = new EventSource(now.dataset.live);
    source.onmessage = (event) => {
      alive();
      show(event.data);
    };
    source.addEventListener('beat', alive);
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) {
        halt();
        later(ask, 1000); // refused: it is asked for instead
      }
    };
    watch = setTimeout(lost, silence);
  };

  const ask = () => {
    if (asking) return;
    asking = true;
    const giveUp = new AbortController();
    const limit = setTimeout(() => giveUp.abort(), patience);
    fetch(now.dataset.now, { cache: 'no-store', signal: giveUp.signal })
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then((html) => {
        alive();
        show(html);
      })
      .catch(() => {
        failures++;
        if (failures > 1) stale.hidden = false;
      })
      .then(() => {
        clearTimeout(limit);
        asking = false;
        if (told.over !== undefined) return;
        const next = Math.min(askEvery * Math.pow(2, failures), 30000);
        if (failures === 0 && triedAt + again < Date.now()) begin();
        else later(ask, next);
      });
  };

  const later = (what, wait) => {
    clearTimeout(timer);
    timer = setTimeout(what, wait);
  };

  let triedAt = 0;
  const begin = () => {
    triedAt = Date.now();
    open();
  };

  /** Whoever looks again after a while is shown what is now, and not what was. */
  const look = () => {
    if (told.over === undefined && !document.hidden && Date.now() - heardAt > 12000) begin();
  };

  addEventListener('online', begin);
  addEventListener('offline', () => (stale.hidden = false));
  addEventListener('pageshow', (event) => {
    if (event.persisted) begin();
  });
  document.addEventListener('visibilitychange', look);
  begin();
})();
