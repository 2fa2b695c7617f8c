"""扫码收件的整个故事：当场答、先核实、转办、并入、不受理、逾期、重办、请上级过问、提成建议。"""

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

PRAISE = {"attitude": "satisfied", "result": "satisfied"}


def play(stage: Stage) -> None:
    """三月到五月，十来件事，每件一种走法。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    _answered_on_the_spot(stage)
    _looked_into_first(stage)
    _other_doors(stage)
    _neighbours_join_in(stage)
    _nobody_looked(stage)
    _handled_twice(stage)
    _told_as_it_is(stage)
    _made_a_suggestion(stage)
    _reopened_to_the_end(stage)
    _thirty_days_to_come_back(stage)


def _answered_on_the_spot(stage: Stage) -> None:
    asked = stage.say("社区图书室周末开不开门？孩子想去看书。")
    words = {"category": CATEGORY, "answer": "周末上午九点到下午五点都开，带孩子来就行。"}
    stage.owes(asked, "street", "2025-03-06")
    stage.refused("unit", asked, "answer", "您的岗位不能办这一步", **words)
    stage.refused("street", asked, "answer", "请填写", category=CATEGORY)
    stage.do("keeper", asked, "answer", **words)
    stage.posted(asked, yes=False)
    stage.do("street", asked, "post")
    stage.posted(asked)
    stage.on(3, 5)
    stage.do("submitter", asked, "rate", **PRAISE)
    stage.expect(asked, "closed", result="resolved")


def _looked_into_first(stage: Stage) -> None:
    asked = stage.say("村口小桥的栏杆松了，晚上走着害怕。", publish=False)
    stage.do("street", asked, "look_into", category=CATEGORY)
    stage.owes(asked, "street", "2025-03-12")
    stage.on(3, 7)
    stage.do("deputy", asked, "add_view", view="去桥上看过，松了两根，已请村里先围起来。")
    stage.do("street", asked, "explain", answer="栏杆是旧料堆着没装完，村里月底前装好。")
    stage.refused("street", asked, "post", "公开")
    stage.posted(asked, yes=False)
    stage.expect(asked, "told", result="explained")


def _other_doors(stage: Stage) -> None:
    lawsuit = stage.say("我和邻居打官司，判得不公，请代表帮我改过来。")
    stage.do(
        "street",
        lawsuit,
        "refer",
        channel="justice",
        answer="判决不服请在期限内上诉，代表不插手。",
    )
    stage.expect(lawsuit, "told", result="referred")
    advert = stage.say("本店新到茶叶，八折优惠，欢迎选购。")
    stage.do("street", advert, "reject", reject_reason="advertising", answer="这里不登广告。")
    stage.expect(advert, "told", result="rejected")
    changed = stage.say("公交站牌歪了。")
    stage.do("submitter", changed, "withdraw", withdraw_reason="今天有人来扶正了")
    stage.expect(changed, "closed", result="withdrawn")


def _neighbours_join_in(stage: Stage) -> None:
    first = stage.say("三号楼下水道堵了，一楼返水。")
    neighbour = stage.follow(first)
    stage.expect(neighbour, "merged", result="merged")
    second = stage.say("三号楼楼下污水漫出来了，臭得很。")
    joined = {"merge_into": stage.number(first), "answer": "和先前一件是同一件事，一并办。"}
    stage.do("street", second, "merge", **joined)
    stage.do("submitter", second, "reopen", reopen_reason="不是一处，我说的是化粪池")
    stage.owes(second, "street", "2025-03-12")
    stage.do("street", second, "explain", answer="化粪池今天下午抽，先用着公厕。")
    stage.do("street", first, "answer", category=CATEGORY, answer="下水道今天上午通了。")


def _nobody_looked(stage: Stage) -> None:
    stage.on(3, 10)
    asked = stage.say("卫生室好几天没人坐诊。")
    stage.owes(asked, "street", "2025-03-13")
    stage.on(3, 12)
    stage.patrol()
    stage.owes_nothing(asked, "office")
    stage.on(3, 14)
    stage.patrol()
    stage.owes(asked, "office", "2025-03-21", "督办逾期")
    stage.do("office", asked, "urge", note="请今天就去看")
    stage.do("street", asked, "answer", category=CATEGORY, answer="村医病了，今天起街道派人代诊。")
    stage.owes_nothing(asked, "office")


def _handled_twice(stage: Stage) -> None:
    stage.on(3, 17)
    asked = stage.say("村口到小学这段路没有路灯，冬天孩子放学天就黑了。")
    stage.do("street", asked, "handle", category=CATEGORY)
    stage.expect(asked, "in_handling")
    _street_level(stage, asked, "finish", "装了八盏灯")
    stage.expect(asked, "to_tell")
    stage.owes(asked, "street", "2025-03-20")
    stage.refused("unit", asked, "send_back", "岗位", send_back_reason="还差三盏没装")
    stage.do("street", asked, "send_back", send_back_reason="还差三盏没装")
    _street_level(stage, asked, "finish", "十一盏灯都装好了")
    stage.refused("street", asked, "send_back", "至多 1 次", send_back_reason="再去看一遍")
    stage.do("street", asked, "tell", answer="十一盏路灯都装好了，天黑就亮。")
    stage.do("submitter", asked, "rate", comment="孩子不摸黑了", **PRAISE)
    stage.expect(asked, "closed", result="resolved")


def _told_as_it_is(stage: Stage) -> None:
    stage.on(3, 18)
    asked = stage.say("后山那条小路也想装路灯。")
    stage.do("street", asked, "handle", category=CATEGORY)
    _street_level(stage, asked, "finish_not_now", "后山没有通电，今年装不了")
    sorry = "后山没有通电，今年装不了，通电后再装。"
    stage.refused("street", asked, "tell", "已解决", answer=sorry)
    stage.do("street", asked, "tell_not_now", answer=sorry)
    stage.expect(asked, "told", result="not_feasible_now")


def _street_level(stage: Stage, asked: int, verb: str, words: str) -> None:
    """按分级办理在街道这一级办完。"""
    child = stage.child(asked, "tiered-routing")
    unit = {"grading_note": "街道自己能办", "lead_unit": stage.county.unit_id}
    stage.do("street", child, "keep", **unit)
    stage.do("unit", child, verb, handling_result=words)
    stage.do("street", child, "close", final_words=f"{words}。")


def _made_a_suggestion(stage: Stage) -> None:
    stage.on(3, 19)
    asked = stage.say("全镇一半的村路没有路灯，能不能一起想办法？")
    draft = {
        "suggestion_title": "关于统筹建设农村路灯的建议",
        "grounds": "全镇二十六个村，十三个村主路没有路灯，去年夜间摔伤九起。",
        "proposal": "请区住建局会同镇里摸底，分两年装齐，并明确谁来维护。",
    }
    stage.refused("street", asked, "adopt", "代表", **draft)
    stage.do("deputy", asked, "adopt", **draft)
    child = stage.child(asked, "deputy-suggestion")
    stage.owes(child, "office", "2025-03-26")
    sorry = {"reject_reason": "not_ours", "reject_words": "路灯由镇里统一建，请在镇人代会上提。"}
    stage.do("office", child, "reject", **sorry)
    stage.expect(asked, "to_tell")
    stage.do("street", asked, "tell_otherwise", answer="代表已经转到镇人代会上提。")
    stage.expect(asked, "told", result="explained")


def _reopened_to_the_end(stage: Stage) -> None:
    stage.on(3, 20)
    asked = stage.say("健身广场的单杠断了，老人摔过。")
    stage.do("street", asked, "answer", category=CATEGORY, answer="已经换了新单杠。")
    again = {"reopen_reason": "换的还是旧的，一晃就响"}
    stage.refused("submitter", asked, "appeal", "哪里没有办好", appeal_reason="请上级看看")
    for _ in range(2):
        stage.do("submitter", asked, "reopen", **again)
        stage.owes(asked, "street", "2025-03-25")
        stage.do("street", asked, "answer", answer="重新焊牢了，请再看看。")
    stage.refused("submitter", asked, "reopen", "至多 2 次", **again)
    stage.do("submitter", asked, "appeal", appeal_reason="还是响，请区里来看")
    stage.owes(asked, "office", "2025-04-03")
    stage.do("office", asked, "order", order_note="三天内换新的，拍照报来")
    stage.do("street", asked, "answer", answer="换成新的了，照片在站里墙上。")
    stage.do("submitter", asked, "rate", **PRAISE)
    stage.expect(asked, "closed", result="resolved")


def _thirty_days_to_come_back(stage: Stage) -> None:
    early, late = stage.say("路口红绿灯坏了。"), stage.say("路口的减速带掉了一截。")
    for asked in (early, late):
        stage.do("street", asked, "answer", category=CATEGORY, answer="修好了。")
    stage.on(4, 7)
    stage.patrol()
    stage.expect(early, "told")
    stage.on(4, 8)
    stage.patrol()
    stage.expect(early, "closed", result="resolved")
    stage.on(5, 8)
    stage.do("submitter", early, "reopen", reopen_reason="红绿灯又不亮了")
    stage.on(5, 9)
    stage.refused("submitter", late, "reopen", "30 天", reopen_reason="又掉了一截")
    stage.do("street", early, "explain", answer="整条街停电检修，明早恢复。")
