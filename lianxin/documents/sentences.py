"""发文与批示的留痕，给人看的一句话。"""

SENTENCES = {
    "document.issued": "印发{kind} {number}",
    "document.withdrawn": "作废{kind} {number}：{reason}",
    "document.series": "定{kind}的机关代字为“{code}”",
    "instruction.recorded": "登记{made_by}的批示：{matter}",
    "instruction.reported": "报批示落实情况（{state}）：{progress}",
}
