"""调研的几种方法、几种组织办法、走访时记成哪种活动。"""

from __future__ import annotations

METHODS = {
    "forum": "集中座谈",
    "visit": "实地走访",
    "phone": "电话了解",
    "written": "书面汇报",
    "talk": "重点约谈",
}
#: 怎样组织：两样一对，各对里可以都选。
MODES = {
    "together": "集中",
    "alone": "自主",
    "regular": "定期",
    "spread": "分散",
    "asked": "受托",
    "own": "主动",
}
#: 哪种调研的走访，记成哪种活动。
ACTIVITY_KINDS = {
    "inquiry": "research",
    "topic": "topic_research",
    "practical": "practical_research",
}
SENTENCES = {
    "research.plan": "安排调研“{title}”",
    "research.assign": "派给{body}，方法：{methods}",
    "research.list": "列入走访名单 {number} 处",
    "research.drop": "从名单上去掉“{name}”（{reason}）",
    "research.visit": "走访 {number} 处，发现问题 {problems} 个",
    "research.cutoff": "定一个口径“{label}”，截到 {on}",
    "research.report": "写成调研报告“{title}”",
    "research.publish": "公开调研报告“{title}”",
    "research.close": "结束调研“{title}”",
}
