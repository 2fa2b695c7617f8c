"""成果的留痕，给人看的一句话。"""

SENTENCES = {
    "outcome.record": "记下成果：{what}，{amount}",
    "outcome.verify": "核实了成果：{what}，{amount}",
    "outcome.correct": "更正成果：{what}，由{before}改为{amount}（{reason}）",
    "outcome.void": "作废了成果：{what}，{amount}（{reason}）",
}
