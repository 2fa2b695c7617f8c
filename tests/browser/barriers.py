"""在真浏览器里查一页：打得开、没有严重的障碍、窄屏宽屏都不用横着拖、没有漏出来的原文。"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = "没有 axe-core：请运行 make setup"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: 自己换的一页，有“停住”就不算障碍。
RUN = """async (rules) => {
  const wanted = {runOnly: rules, resultTypes: ["violations"], preload: false};
  const found = await axe.run(document, wanted);
  const stops = document.querySelector('a[href="?still=1"]');
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .filter((each) => !(stops && each.id === "meta-refresh"))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""
#: 夜里的样子只再看一样：颜色够不够分明。
DARK = """async () => {
  document.documentElement.dataset.theme = "dark";
  const wanted = {runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]};
  const found = await axe.run(document, wanted);
  return found.violations.flatMap((each) => each.nodes.map((node) => node.target.join(" ")));
}"""
SHORT, WIDE = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
OPEN = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
OVER = "document.documentElement.scrollWidth - innerWidth"
#: 正文里不该有的：没填上的空、没译成话的词、露出来的模板与内部名字。
RAW = r"""() => [...new Set(document.body.innerText.match(
  /\b(?:None|True|False|NaN|undefined|Traceback|[a-z]+(?:_[a-z0-9]+)+)\b|\{\{|\{%|\[object|<Query/g
))]"""
SHAPE = """() => ({
  lang: document.documentElement.lang, title: document.title.trim(),
  heads: document.querySelectorAll("h1").length,
})"""
NAME = "连心桥"


class Inspector:
    """一部手机，记着这一页上所有没取到的东西和浏览器的报错。"""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.add_init_script(path=AXE)
        self.page, self.address = context.new_page(), address
        self.faults: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"脚本出错：{error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        # 没取到的另有一条，写着是哪一样。
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"浏览器报错：{message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"没取到 {response.url.removeprefix(self.address)}")

    def _failed(self, request: Request) -> None:
        # 翻页时掐断的、转成下载的不算。
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"没取到 {request.url.removeprefix(self.address)}")

    def open(self, path: str) -> Response:
        """在窄屏上打开这一页。"""
        self.faults.clear()
        self.page.set_viewport_size(SHORT)  # type: ignore[arg-type]
        answer = self.page.goto(self.address + path)
        assert answer is not None, path
        return answer

    def findings(self) -> list[str]:
        """打开着的这一页的毛病。"""
        found = [*self._shape(), *_over(self.page, 360)]
        self.page.evaluate(OPEN)
        found += self.page.evaluate(RUN, RULES)
        found += [f"露出了 {word}" for word in self.page.evaluate(RAW)]
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        found += [*_over(self.page, 1440), *dict.fromkeys(self.faults)]
        return [*found, *(f"夜里看不清 {each}" for each in self.page.evaluate(DARK))]

    def _shape(self) -> list[str]:
        shape = self.page.evaluate(SHAPE)
        wrong = {
            f"有 {shape['heads']} 个大标题": shape["heads"] != 1,
            "没有自己的页名": shape["title"] in {"", NAME},
            f"语言写成了 {shape['lang']}": not shape["lang"].startswith("zh"),
        }
        return [words for words, bad in wrong.items() if bad]


def _over(page: Page, width: int) -> list[str]:
    over = page.evaluate(OVER)
    return [f"{width} 宽时横向多出 {over} 像素"] if over > 0 else []
