// 防止手快点两下交两份。退回这一页时按钮照样能用。
const BUSY = "busy";

function submitButtons(form) {
  return form.querySelectorAll("button:not([type=button]), input[type=submit]");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset[BUSY]) {
    event.preventDefault();
    return;
  }
  form.dataset[BUSY] = "1";
  // 等表单发出去再变灰：先变灰的话，按钮自己的名字和值就不会一起交。
  setTimeout(() => {
    for (const button of submitButtons(form)) {
      button.dataset.busy = "";
      button.setAttribute("aria-disabled", "true");
    }
  });
});

function release(form) {
  delete form.dataset[BUSY];
  for (const button of submitButtons(form)) {
    delete button.dataset.busy;
    button.removeAttribute("aria-disabled");
  }
}

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});
