"""家站室的留痕，给人看的一句话。"""

SENTENCES = {
    "station.register": "登记家站室“{name}”",
    "station.event": "记大事（{on}）：{note}",
    "station.change": "修改家站室资料",
    "station.hours": "定开放时间（{on} 起）：{hours}",
    "station.special_day": "安排 {on} {said}：{note}",
    "station.special_day_dropped": "撤掉 {on} 的开放安排",
    "station.visits": "记来访人数（{on}）：{said}",
    "station.assign_deputy": "代表进站（{on} 起）",
    "station.release_deputy": "代表离站（{on}）",
    "station.bind_group": "小组编入阵地（{on} 起）",
    "station.release_group": "小组调出阵地（{on}）",
    "station.plan_reception": "安排接待：{theme}",
    "station.move_reception": "接待改到{said}：{reason}",
    "station.cancel_reception": "取消{said}的接待：{reason}",
    "service.received": "收到便民服务 {number}：{kind}",
    "service.handed": "便民服务 {number} 转给{body}：{reason}",
    "service.returned": "便民服务 {number} 办了回来：{reply}",
    "service.answered": "答复便民服务 {number}：{answer}",
    "code.issue": "发码：{label}",
    "code.revoke": "吊销码：{reason}",
}
