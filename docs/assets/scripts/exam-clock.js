/* The exam's clock: counts the seconds in which the page is open and the clock runs. */
const LONGEST = 90;         // seconds between two ticks; more means that the computer slept, which is not exam time

export function clock(state, { tick, over }) {
  let timer = 0, last = 0;
  const count = () => {
    const now = Date.now(), passed = (now - last) / 1000;
    last = now;
    if (passed < LONGEST) state.used += passed;
    tick();
    if (state.minutes && !state.off && state.used >= state.minutes * 60) { stop(); over(); }
  };
  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
  }
  return {
    get running() { return timer !== 0; },
    start() { if (!timer) { last = Date.now(); timer = setInterval(count, 1000); tick(); } },
    stop() { if (timer) { count(); stop(); } },
  };
}

/* 4325 -> 1:12:05 */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${h ? `${h}:${String(m).padStart(2, '0')}` : m}:${String(s).padStart(2, '0')}`;
}
