// 换一块页面时的几条规矩：422 也换（设置写在页头的 meta 里），断网要说话，窄屏走整页。
const flash = () => document.getElementById("flash");

function say(words) {
  const notice = document.createElement("div");
  notice.className = "notice notice-error";
  notice.append(Object.assign(document.createElement("p"), { textContent: words }));
  flash()?.replaceChildren(notice);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  // 手机上只有一栏，要换的地方看不见，就当普通链接走。
  if (elt.matches("a[href]") && target && target.offsetParent === null) {
    event.preventDefault();
    window.location.assign(elt.href);
    return;
  }
  target?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});

document.addEventListener("htmx:beforeSwap", () => flash()?.replaceChildren());

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target?.id !== "detail") return;
  // 没办成的话要看得见：长表交上去停在底下，错在上头，不滚过去就像什么也没有发生。
  const wrong = target.querySelector("[role=alert]");
  if (wrong) wrong.scrollIntoView({ block: "center" });
  else target.scrollIntoView({ block: "nearest" });
  (wrong ?? target).focus({ preventScroll: true });
  const here = window.location.href;
  for (const link of document.querySelectorAll(".queue a")) {
    if (link === event.detail.requestConfig?.elt || link.href === here) link.setAttribute("aria-current", "true");
    else if (event.detail.requestConfig?.elt?.closest(".queue")) link.removeAttribute("aria-current");
  }
});

document.addEventListener("htmx:responseError", () => {
  say("这一步没有办成。请刷新这一页再试；要是还不行，请告诉管理平台的同事。");
});

document.addEventListener("htmx:sendError", () => {
  say("网络断了，刚才这一步没有送出去。您写的还在，等网络好了再点一次。");
});
