/* The mock exam without a page: which questions, in which order, right or wrong. */

/* In place, each order equally likely (Fisher and Yates). */
export function shuffle(list, random = Math.random) {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

export const service = (question) => question.page.split('/')[0];

export const pool = (questions, { exam, levels, services }) => questions.filter((question) => (!exam || question.exams.includes(exam))
  && levels.includes(question.level) && services.includes(service(question)));

/* An exam of some of these questions, none twice, the options of each in a new order. */
export const draw = (questions, length) => shuffle([...questions]).slice(0, length).map(({ id, options }) => ({
  q: id, order: shuffle(options.map((_, place) => place)), chosen: [], marked: false,
}));

export const right = (question, { chosen }) => question.options.every(([, , correct], place) => Boolean(correct) === chosen.includes(place));

/* An exam that was kept, against today's questions: without those that are gone, options that changed in number shuffled anew. */
export function fit(exam, byId) {
  const items = exam.items.filter(({ q }) => byId.has(q)).map((item) => {
    const count = byId.get(item.q).options.length;
    const sound = item.order.length === count && new Set(item.order).size === count && item.order.every((place) => place < count);
    return sound ? { ...item, chosen: item.chosen.filter((place) => place < count) } : { ...item, chosen: [], order: shuffle([...Array(count).keys()]) };
  });
  return items.length ? { ...exam, items, at: Math.min(exam.at, items.length - 1) } : null;
}

/* [[service, right, total], …] in the order of `services`. */
export function byService(items, byId, services) {
  return services.map((name) => {
    const here = items.filter(({ q }) => service(byId.get(q)) === name);
    return [name, here.filter((item) => right(byId.get(item.q), item)).length, here.length];
  }).filter(([, , total]) => total);
}
