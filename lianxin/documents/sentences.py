"""发文、批示与规章制度的留痕，给人看的一句话。"""

SENTENCES = {
    "document.issued": "印发{kind} {number}",
    "document.withdrawn": "作废{kind} {number}：{reason}",
    "document.series": "定{kind}的机关代字为“{code}”",
    "instruction.recorded": "登记{made_by}的批示：{matter}",
    "instruction.reported": "报批示落实情况（{state}）：{progress}",
    "rule.categories": "定规章制度的类别：{names}",
    "rule.drafted": "起草规章制度《{title}》",
    "rule.revised": "修改规章制度草稿《{title}》",
    "rule.enacted": "登记施行《{title}》",
    "rule.repealed": "废止《{title}》：{reason}",
    "rule.shown": "《{title}》{shown}",
    "rule.cited": "写明机制依据“{basis}”就是《{title}》",
    "rule.uncited": "去掉机制依据“{basis}”与《{title}》的联系",
}
