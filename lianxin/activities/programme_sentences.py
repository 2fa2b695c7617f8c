"""安排、认领的留痕，给人看的一句话。"""

SENTENCES = {
    "programme.created": "建安排：{name}",
    "programme.edited": "修改安排：{name}",
    "programme.redated": "改日子：{name}，{starts_on} 至 {ends_on}；{reason}",
    "programme.published": "公布：{name}",
    "programme.closed": "结束并写小结：{name}",
    "programme.dropped": "取消：{name}；{reason}",
    "task.claimed": "{body}认领“{theme}”",
    "task.dropped": "放弃认领“{theme}”：{reason}",
    "task.passed": "任务由{before}转给{body}：{reason}",
}
