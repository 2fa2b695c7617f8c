// 手机里的草稿箱：存在 IndexedDB 里，按人分开；送的时候认钥匙，送几次都只算一次。
(() => {
  const NAME = "lianxin-outbox";
  const KEEP_SENT_DAYS = 7;
  const PENDING = ["local", "sending"];
  let opened = null;

  class Full extends Error {}

  function open() {
    opened ??= new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("drafts", { keyPath: "key" }).createIndex("owner", "owner");
        asked.result.createObjectStore("profiles", { keyPath: "owner" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    return opened;
  }

  // 等整个事务落定才算存下：存满了会在最后一刻整个撤掉。
  async function change(store, act) {
    const base = await open();
    return new Promise((done, fail) => {
      const refuse = (error) => fail(error?.name === "QuotaExceededError" ? new Full(error.message) : error);
      const work = base.transaction(store, "readwrite", { durability: "strict" });
      work.oncomplete = () => done();
      work.onabort = work.onerror = () => refuse(work.error);
      try {
        act(work.objectStore(store));
      } catch (error) {
        refuse(error);
      }
    });
  }

  async function read(store, ask) {
    const base = await open();
    return new Promise((done, fail) => {
      const asked = ask(base.transaction(store).objectStore(store));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }

  const put = (draft) => change("drafts", (store) => store.put(draft));
  const remove = (key) => change("drafts", (store) => store.delete(key));
  const profile = (owner) => read("profiles", (store) => store.get(owner));
  const keepProfile = (kept) => change("profiles", (store) => store.put(kept));

  async function drafts(owner) {
    const mine = await read("drafts", (store) => store.index("owner").getAll(owner));
    const old = (one) => one.state === "sent" && Date.now() - one.sentAt > KEEP_SENT_DAYS * 86400000;
    await Promise.all(mine.filter(old).map((one) => remove(one.key)));
    return mine.filter((one) => !old(one)).sort((a, b) => b.savedAt - a.savedAt);
  }

  async function forgetSent(owner) {
    const mine = await drafts(owner);
    await Promise.all(mine.filter((one) => one.state === "sent").map((one) => remove(one.key)));
  }

  // 先问一声：此刻几点、登录的是谁。要登录的会转走，那就是没登录。
  async function hello(url) {
    const answer = await fetch(url, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.type === "opaqueredirect" || !answer.ok) return null;
    return answer.json();
  }

  function packed(draft, more) {
    const form = new FormData();
    const given = { phone_now: new Date().toISOString(), ...more };
    for (const [name, value] of draft.pairs) if (!(name in given)) form.append(name, value);
    for (const [name, value] of Object.entries(given)) form.append(name, value);
    (draft.photos ?? []).forEach((photo, place) => form.append("photos", photo, `${place + 1}.jpg`));
    return form;
  }

  // 送一份；返回送完以后这一份的样子。网断了、服务器忙，照旧留在手机里。
  async function send(url, token, draft, more = {}) {
    let answer;
    try {
      answer = await fetch(url, { method: "POST", body: packed(draft, more), redirect: "manual", headers: { "X-CSRFToken": token, Accept: "application/json" } });
    } catch {
      return { ...draft, state: "local", message: "网断了，等一会儿再送。" };
    }
    const told = await answer.json().catch(() => null);
    if (!told?.state) return { ...draft, state: "local", message: "服务器一时忙，等一会儿再送。" };
    if (told.state === "other") return { ...draft, state: "local", message: told.message };
    const { state, message, ...rest } = told;
    const done = { ...draft, state, message, told: rest };
    return state === "sent" ? { ...done, photos: [], sentAt: Date.now() } : done;
  }

  window.lianxinOutbox = { Full, PENDING, drafts, forgetSent, hello, keepProfile, profile, put, remove, send };
})();
