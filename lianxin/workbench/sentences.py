"""工作台的留痕，给人看的一句话。"""

SENTENCES = {
    "desk.export": "导出“{what}”（{form}）",
}
