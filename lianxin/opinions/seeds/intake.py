"""收件那一头的路：当场答、先核实、解释、转渠道、并入、不受理、撤回，以及回话、评价、重办。"""

from __future__ import annotations

from lianxin.casework.models import Case
from lianxin.opinions.seeds.plot import Plot, Step

_VIEWS = ("到现场看过了，情况属实，已和村里说了。", "和几位居民聊过，大家说的差不多，应当尽快办。")
#: 办理的结果对应哪一种回话。
_TELLS = {
    "resolved": "tell",
    "in_progress": "tell_in_progress",
    "planned": "tell_planned",
    "not_feasible_now": "tell_not_now",
}
_COME_AND_SEE = "有空请去看看，还有不到位的再告诉我们。"
_AGAIN = ("昨天又派人去补了一遍，请您再看看。", "重新返了工，照片贴在站里，请再看看。")


def submit(plot: Plot) -> None:
    """说一件事。"""
    plot.submit()


def _answer(plot: Plot) -> None:
    words = plot.said(plot.voice.answer or plot.voice.fix + "。")
    plot.on_root(plot.clerk, "answer", category=plot.voice.category, answer=words)


def _explain(plot: Plot) -> None:
    answer = plot.said(plot.voice.answer)
    plot.on_root(plot.clerk, "explain", category=plot.voice.category, answer=answer)


def _refer(plot: Plot) -> None:
    answer = plot.said(plot.voice.answer)
    plot.on_root(plot.clerk, "refer", channel=plot.voice.door, answer=answer)


def _reject(plot: Plot) -> None:
    answer = plot.said(plot.voice.answer)
    plot.on_root(plot.head, "reject", reject_reason=plot.voice.reason, answer=answer)


def _merge(plot: Plot) -> None:
    target = plot.others[plot.tale.into].receipt.receipt_no
    answer = "这件事已经有人反映，我们合在一起办，办好一并告诉您。"
    plot.on_root(plot.clerk, "merge", merge_into=target, answer=answer)


def _withdraw(plot: Plot) -> None:
    plot.by_submitter("withdraw", withdraw_reason="已经有人来处理了，谢谢")


def _look_into(plot: Plot) -> None:
    plot.on_root(plot.clerk, "look_into", category=plot.voice.category)


def _view(plot: Plot) -> None:
    plot.on_root(plot.deputy(), "add_view", view=plot.pick(_VIEWS))


def _looked(plot: Plot) -> None:
    plot.on_root(plot.clerk, "explain", answer=plot.said(plot.voice.answer))


def tell(plot: Plot) -> None:
    """街道核对以后回话；结果是什么就说什么。"""
    result = Case.objects.get(pk=plot.child).result
    verb = _TELLS.get(result, "tell_otherwise")
    words = plot.voice.answer or f"{plot.voice.fix}。{_COME_AND_SEE}"
    plot.on_root(plot.head, verb, answer=plot.said(words))


def rate(plot: Plot) -> None:
    """提交人评价；没写评什么的就是不评。"""
    if plot.tale.rate:
        attitude = "basic" if plot.tale.rate == "dissatisfied" else "satisfied"
        plot.by_submitter(
            "rate", attitude=attitude, result=plot.tale.rate, comment=plot.tale.comment
        )


def reopen(plot: Plot) -> None:
    """提交人要求重办。"""
    plot.by_submitter("reopen", reopen_reason=plot.tale.reopen)


def _answer_again(plot: Plot) -> None:
    plot.on_root(plot.head, "answer", answer=plot.pick(_AGAIN))


def _post(plot: Plot) -> None:
    plot.on_root(plot.clerk, "post")


NEW = (Step("submitted", 0, submit, home=True),)
ANSWERED = (
    *NEW,
    Step("told", 2, _answer),
    Step("posted", 3, _post, turn="posted"),
    Step("reopened", 7, reopen, turn="reopened", home=True),
    Step("told_again", 9, _answer_again, turn="answered_again"),
    Step("rated", 12, rate, home=True),
)
EXPLAINED = (*NEW, Step("told", 2, _explain), Step("rated", 5, rate, home=True))
REFERRED = (*NEW, Step("told", 1, _refer))
REJECTED = (*NEW, Step("told", 1, _reject))
MERGED = (*NEW, Step("merged", 1, _merge))
WITHDRAWN = (*NEW, Step("withdrawn", 1, _withdraw, home=True))
LOOKED = (
    *NEW,
    Step("looking", 1, _look_into),
    Step("viewed", 2, _view, turn="viewed"),
    Step("told", 5, _looked),
    Step("rated", 9, rate, home=True),
)
#: 各条路的结尾都一样：回话，评价，不满意再来。
TAIL = (
    Step("told", 13, tell, needs="to_tell", since="finish"),
    Step("reopened", 3, reopen, turn="reopened", since="last", home=True),
    Step("rated", 4, rate, since="last", home=True),
)
