// 照片先在手机上缩小再传，省流量；能预览、能去掉。浏览器不支持就原样上传。
const LONG_SIDE = 1600;
const QUALITY = 0.82;
const SMALL_ENOUGH = 400 * 1024;

async function shrink(file) {
  if (!file.type.startsWith("image/") || file.size < SMALL_ENOUGH) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const ratio = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * ratio);
    canvas.height = Math.round(bitmap.height * ratio);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

function watch(input) {
  const most = Number(input.dataset.most ?? 6);
  const box = document.getElementById(input.dataset.photos);
  const count = document.getElementById(input.dataset.count);
  let chosen = [];

  function show() {
    const bag = new DataTransfer();
    chosen.forEach((file) => bag.items.add(file));
    input.files = bag.files;
    if (count) count.textContent = chosen.length ? String(chosen.length) : "";
    box.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    box.replaceChildren(...chosen.map(thumb));
  }

  function thumb(file, index) {
    const figure = document.createElement("figure");
    const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: `第 ${index + 1} 张照片` });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", `去掉第 ${index + 1} 张照片`);
    remove.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== file);
      show();
      input.focus();
    });
    figure.append(image, remove);
    return figure;
  }

  input.addEventListener("change", async () => {
    const added = [...input.files].filter((file) => !chosen.includes(file));
    const smaller = await Promise.all(added.map(shrink));
    chosen = [...chosen, ...smaller].slice(0, most);
    show();
  });
}

if ("DataTransfer" in window && "createImageBitmap" in window) {
  document.querySelectorAll("input[type=file][data-photos]").forEach(watch);
}
