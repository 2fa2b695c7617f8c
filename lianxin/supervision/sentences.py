"""督办与单位内部办理的留痕，给人看的一句话。"""

SENTENCES = {
    "chain.set": "定下审签链：{words}",
    "draft.submitted": "送审：{step}",
    "draft.approved": "{title}同意（第 {level} 级，共 {levels} 级）{instead}",
    "draft.returned": "{title}退回修改：{reason}",
    "draft.withdrawn": "撤回送审稿：{step}",
    "draft.sent": "审签齐了，发出：{step}",
    "letter.drafted": "起草意见书：{title}",
    "letter.rewritten": "修改意见书：{title}",
    "letter.submitted": "意见书报主任会议",
    "outside.asked": "请{organisation}说明（链接到 {until} 有效）",
    "outside.revoked": "收回给{organisation}的链接",
    "supervision.recorded": "{form}（{medium}）：{finding}",
    "leadership.set": "{leader}领衔督办：{decision}",
    "leadership.ended": "不再领衔督办：{reason}",
    "outside.answered": "{organisation}说明了情况",
}
