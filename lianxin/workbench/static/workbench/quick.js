// 一屏记一场：填、存、送。没有这个脚本，表单照常交；有它，断网也不怕。
(() => {
  const box = document.getElementById("quick");
  const form = document.getElementById("quick-form");
  const said = document.getElementById("quick-said");
  const shelf = document.getElementById("outbox");
  const outbox = window.lianxinOutbox;
  if (!box || !("indexedDB" in window)) return;

  const MOST_PHOTOS = 6;
  const LONG_SIDE = 1600;
  const WORDS = { local: "在手机里", sending: "正在送", sent: "已送到", conflict: "有冲突", refused: "要改", clock: "要核对时间" };
  const LIGHTS = { local: "none", sending: "warn", sent: "ok", conflict: "bad", refused: "bad", clock: "warn" };
  const owner = box.dataset.owner ?? /(?:^|; )phone_owner=(\w+)/.exec(document.cookie)?.[1];
  let photos = [];
  let chosen = "";
  let busy = false;
  let sending = false;

  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((one, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + one.toString(16).padStart(2, "0")).join("");
  };
  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const timeOf = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;

  function make(tag, words = "", given = {}, ...inside) {
    const node = Object.assign(document.createElement(tag), { textContent: words, ...given });
    node.append(...inside);
    return node;
  }

  function say(words, kind = "warning") {
    said.replaceChildren(make("div", "", { className: `notice notice-${kind}` }, make("p", words)));
  }

  // ---- 填 ----
  function steppers() {
    for (const input of form.querySelectorAll(".heads input")) {
      const step = (by) => () => {
        input.value = Math.max(0, Number(input.value || 0) + by) || "";
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const label = form.querySelector(`label[for="${input.id}"]`).textContent;
      const less = make("button", "−", { type: "button", onclick: step(-1) });
      const more = make("button", "+", { type: "button", onclick: step(1) });
      less.setAttribute("aria-label", `${label}少一人`);
      more.setAttribute("aria-label", `${label}多一人`);
      const row = make("div", "", { className: "stepper" });
      input.replaceWith(row);
      row.append(less, input, more);
    }
  }

  function fitKind(fresh) {
    const kind = form.querySelector("[name=kind]:checked");
    for (const own of form.querySelectorAll(".own")) {
      own.hidden = own.dataset.kind !== kind?.value;
      // 选中的这一种非填不可的几栏，没填就当场说，不等送去再退回来。
      for (const field of own.querySelectorAll("input, select, textarea")) field.required = !own.hidden;
    }
    if (!kind) return;
    const heads = kind.dataset.counts.split(",");
    for (const head of form.querySelectorAll(".head")) {
      const input = head.querySelector("input");
      head.hidden = !heads.includes(input.dataset.role) && !input.value;
    }
    if (fresh) form.elements.minutes.value = nearest(kind.dataset.minutes);
    suggestTitle(kind);
  }

  const shortTime = (at) => new Date(at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

  function nearest(minutes) {
    const options = [...form.elements.minutes.options].map((one) => Number(one.value));
    return String(options.reduce((best, one) => (Math.abs(one - minutes) < Math.abs(best - minutes) ? one : best)));
  }

  function suggestTitle(kind) {
    const title = form.elements.title;
    if (title.value && title.value !== chosen) return;
    const region = form.elements.region?.selectedOptions[0];
    const where = form.elements.place.value.trim() || (region?.value ? region.textContent.replace("（不细分）", "") : "");
    title.value = chosen = `${where}${kind.dataset.label}`.slice(0, 80);
  }

  async function shrink(file) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const ratio = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(bitmap.width * ratio), height: Math.round(bitmap.height * ratio) });
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      return small && small.size < file.size ? small : file;
    } catch {
      return file;
    }
  }

  function showPhotos() {
    const shown = document.getElementById("quick-photos");
    shown.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    shown.replaceChildren(
      ...photos.map((photo, place) => {
        const drop = make("button", "×", { type: "button", onclick: () => ((photos = photos.filter((one) => one !== photo)), showPhotos()) });
        drop.setAttribute("aria-label", `去掉第 ${place + 1} 张照片`);
        return make("figure", "", {}, make("img", "", { src: URL.createObjectURL(photo), alt: `第 ${place + 1} 张照片` }), drop);
      }),
    );
  }

  async function addPhotos(input) {
    const small = await Promise.all([...input.files].map(shrink));
    photos = [...photos, ...small].slice(0, MOST_PHOTOS);
    input.value = "";
    showPhotos();
  }

  function begin() {
    form.reset();
    const now = new Date();
    now.setMinutes(now.getMinutes() < 30 ? 0 : 30);
    form.elements.client_key.value = newKey();
    form.elements.owner.value = owner;
    form.elements.clock.value = "";
    form.elements.title.value = chosen = "";
    form.elements.day.value = dayOf(now);
    form.elements.begin.value = timeOf(now);
    photos = [];
    showPhotos();
    fitKind(false);
  }

  function fill(draft) {
    begin();
    const named = new Map();
    for (const [name, value] of draft.pairs) named.set(name, [...(named.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!named.has(field.name) || field.type === "file") continue;
      const values = named.get(field.name);
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0];
    }
    form.querySelectorAll("details").forEach((one) => (one.open = [...one.querySelectorAll("input,textarea,select")].some((field) => field.value)));
    photos = [...(draft.photos ?? [])];
    showPhotos();
    fitKind(false);
    form.scrollIntoView({ block: "start" });
  }

  // ---- 存 ----
  function written() {
    const skip = ["csrfmiddlewaretoken", "photos", "phone_now"];
    const pairs = [...new FormData(form)].filter(([name, value]) => !skip.includes(name) && typeof value === "string" && value !== "");
    return { key: form.elements.client_key.value, owner, pairs, photos, savedAt: Date.now(), state: "local", message: "", title: form.elements.title.value || "没有名称的一场" };
  }

  async function save(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    if (!form.elements.kind.value) return say("请先选是哪一种活动。", "error");
    if (!form.reportValidity()) return;
    busy = true;
    const draft = written();
    try {
      await outbox.put(draft);
      say(navigator.onLine ? "存在手机里了，正在送。" : "没有网，先存在手机里了，连上网自动送。", "success");
      begin();
    } catch (error) {
      await unstored(draft, error);
    } finally {
      busy = false;
    }
    await sendAll();
  }

  // 存不下：字还在这一页上，一样也不丢；连着网就直接送。
  async function unstored(draft, error) {
    const why = error instanceof outbox.Full ? "手机的存储满了，这一份没有存下" : "这部手机不让存，这一份没有存下";
    if (navigator.onLine) {
      const told = await outbox.hello(box.dataset.hello).catch(() => null);
      const done = told?.owner === owner ? await outbox.send(box.dataset.send, told.token, draft) : null;
      if (done?.state === "sent") {
        begin();
        return say("手机的存储满了，没有存在手机里，直接送到了。", "success");
      }
    }
    say(`${why}。您写的都还在这一页上，请不要关掉。可以去掉几张照片、清掉“已送到”的，或者连上网再点一次“记下这一场”。`, "error");
  }

  // ---- 送 ----
  async function sendAll() {
    if (sending || !owner) return show();
    sending = true;
    try {
      const waiting = (await outbox.drafts(owner)).filter((one) => outbox.PENDING.includes(one.state));
      if (waiting.length && navigator.onLine) await deliver(waiting);
    } catch {
      say("现在没有网，记下的都在手机里，连上网自动送。");
    } finally {
      sending = false;
      await show();
    }
  }

  async function deliver(waiting, more = {}) {
    const told = await outbox.hello(box.dataset.hello);
    if (!told) {
      say("登录过期了，草稿都在手机里；请重新登录，登录以后自动送。");
      said.firstChild.append(make("a", "去登录", { href: box.dataset.login, className: "btn btn-small" }));
      return;
    }
    if (told.owner !== owner) return window.location.reload();
    for (const draft of waiting.reverse()) {
      await outbox.put({ ...draft, state: "sending" });
      await show();
      const done = await outbox.send(box.dataset.send, told.token, draft, more);
      await outbox.put(done);
      say(done.state === "sent" ? `${done.message}${done.told.note ? `（事后补记：${done.told.note}）` : ""}` : done.message, done.state === "sent" ? "success" : "warning");
    }
  }

  async function settle(draft, more = {}) {
    if (sending) return;
    sending = true;
    try {
      await deliver([draft], more);
    } catch {
      await outbox.put(draft);
      say("现在没有网，等连上网再选。");
    } finally {
      sending = false;
      await show();
    }
  }

  // ---- 列 ----
  function shifted(draft) {
    const named = new Map(draft.pairs);
    const at = new Date(new Date(`${named.get("day")}T${named.get("begin")}`).getTime() - draft.told.skew * 1000);
    const pairs = draft.pairs.filter(([name]) => !["day", "begin", "clock"].includes(name));
    return { at, draft: { ...draft, pairs: [...pairs, ["day", dayOf(at)], ["begin", timeOf(at)], ["clock", "shifted"]] } };
  }

  // 只列不一样的；都一样的不占一屏。
  function versus(draft) {
    const { kept, sent } = draft.told;
    const shown = (each) => String(each ?? "") || "没有写";
    const rows = Object.keys(kept)
      .filter((name) => shown(kept[name]) !== shown(sent[name]))
      .map((name) => make("tr", "", { className: "differs" }, make("th", name), make("td", shown(kept[name])), make("td", shown(sent[name]))));
    const rest = rows.length ? "其余的都一样。" : "名称、时间、人数这些都一样，不一样的在意见的原话、到场名单或别的格里。";
    const head = make("thead", "", {}, make("tr", "", {}, make("th", "哪一样"), make("th", "先收下的"), make("th", "手机上这份")));
    const table = rows.length ? [make("table", "", { className: "versus" }, head, make("tbody", "", {}, ...rows))] : [];
    return make("div", "", {}, ...table, make("p", rest, { className: "fine" }));
  }

  const button = (words, onclick, main = false) => make("button", words, { type: "button", className: `btn btn-small${main ? " btn-main" : ""}`, onclick });

  function acts(draft) {
    const edit = button("打开来改", () => fill(draft));
    const drop = button("删掉", async () => {
      if (window.confirm("这份还没有送到，删掉就没有了。确定删掉吗？")) {
        await outbox.remove(draft.key);
        await show();
      }
    });
    if (draft.state === "conflict")
      return [
        button("以先收下的为准", async () => (await outbox.put({ ...draft, state: "sent", photos: [], sentAt: Date.now(), message: "以先收下的为准。" }), show())),
        button("以手机上这份为准", () => settle(draft, { prefer: "sent" }), true),
      ];
    if (draft.state === "clock") {
      const fixed = shifted(draft);
      return [
        button(`时间改成 ${shortTime(fixed.at)}`, () => settle(fixed.draft), true),
        button("时间没有错，照原样送", () => settle({ ...draft, pairs: [...draft.pairs, ["clock", "kept"]] })),
        edit,
      ];
    }
    if (draft.state === "sent") return [make("a", "打开这一场", { href: `${box.dataset.activities}${draft.told?.activity ?? ""}/`, className: "btn btn-small" }), button("从手机里清掉", async () => (await outbox.remove(draft.key), show()))];
    return draft.state === "sending" ? [] : [edit, drop];
  }

  function line(draft) {
    const head = make("div", "", { className: "spread" }, make("strong", draft.title), make("span", WORDS[draft.state], { className: `light light-${LIGHTS[draft.state]}` }));
    const item = make("li", "", {}, head, make("p", shortTime(draft.savedAt) + " 记下", { className: "fine" }));
    item.dataset.state = draft.state;
    if (draft.message && draft.state !== "sent") item.append(make("p", draft.message, { className: "fine" }));
    if (draft.told?.note) item.append(make("p", `事后补记：${draft.told.note}`, { className: "fine" }));
    if (draft.state === "conflict") item.append(versus(draft));
    item.append(make("div", "", { className: "cluster" }, ...acts(draft)));
    return item;
  }

  async function show() {
    const mine = owner ? await outbox.drafts(owner) : [];
    shelf.hidden = !mine.length;
    shelf.querySelector("ul").replaceChildren(...mine.map(line));
    document.getElementById("send-all").hidden = !mine.some((one) => outbox.PENDING.includes(one.state));
  }

  // ---- 开 ----
  async function ready() {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(box.dataset.worker, { scope: box.dataset.scope }).catch(() => {});
    if ("shell" in box.dataset) {
      const kept = owner && (await outbox.profile(owner).catch(() => null));
      if (!kept) return;
      form.innerHTML = kept.html;
      form.hidden = false;
      document.getElementById("no-profile").hidden = true;
    } else {
      const plain = form.cloneNode(true);
      plain.querySelectorAll("[name=csrfmiddlewaretoken], .wrong").forEach((one) => one.remove());
      await outbox.keepProfile({ owner, html: plain.innerHTML, keptAt: Date.now() }).catch(() => {});
    }
    steppers();
    form.addEventListener("submit", save, true);
    form.addEventListener("change", (event) => {
      if (event.target.name === "photos") addPhotos(event.target);
      else if (["kind", "region"].includes(event.target.name)) fitKind(event.target.name === "kind");
    });
    form.elements.place.addEventListener("input", () => fitKind(false));
    begin();
    box.dataset.ready = "1";
    navigator.storage?.persist?.();
    if (!navigator.onLine) say("现在没有网，记下的先存在手机里，连上网自动送。");
    await sendAll();
  }

  document.getElementById("send-all").addEventListener("click", () => sendAll());
  window.addEventListener("online", () => sendAll());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
  setInterval(() => navigator.onLine && sendAll(), 30000);
  ready();
})();
