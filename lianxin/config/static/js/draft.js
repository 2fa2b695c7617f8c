// 写了一半的字先存在这台设备上，交成了才删。给 textarea 写上 data-draft="名字" 就管。
const PREFIX = "lianxin:draft:";
const KEEP_DAYS = 14;
const keyOf = (area) => `${PREFIX}${location.pathname}:${area.dataset.draft}`;

function store(area) {
  try {
    if (area.value.trim()) localStorage.setItem(keyOf(area), JSON.stringify({ text: area.value, at: Date.now() }));
    else localStorage.removeItem(keyOf(area));
  } catch {
    // 无痕浏览或存满了：存不下草稿不妨碍提交。
  }
}

function restore(area) {
  try {
    const saved = JSON.parse(localStorage.getItem(keyOf(area)) ?? "null");
    if (!saved || area.value.trim()) return;
    if (Date.now() - saved.at > KEEP_DAYS * 86400000) localStorage.removeItem(keyOf(area));
    else {
      area.value = saved.text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  } catch {
    localStorage.removeItem(keyOf(area));
  }
}

function clearSent() {
  // 办成以后的页面写着 data-drafts-sent="路径"，说明那一页的草稿已经交上去了。
  const path = document.querySelector("[data-drafts-sent]")?.dataset.draftsSent;
  if (!path) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}${path}:`)) localStorage.removeItem(key);
}

const restoreAll = (where) => where.querySelectorAll("textarea[data-draft]").forEach(restore);

try {
  clearSent();
} catch {
  // 不让用本机存储的浏览器，没有草稿可清。
}
restoreAll(document);
document.addEventListener("input", (event) => event.target.matches("textarea[data-draft]") && store(event.target));
document.addEventListener("htmx:afterSwap", (event) => restoreAll(event.detail.target));
