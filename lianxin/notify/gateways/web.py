"""短信与微信：各经一个网址，一次交一批，每份带防重的编号；对方的答复逐份看。

交去 ``{"messages": [{"id", "to", …}]}``，
收回 ``{"results": [{"id", "status", "ref", "reason"}]}``；
``status`` 是 ``accepted``、``duplicate``（以前收下过）或 ``rejected``。
各家运营商自己的写法，由转接程序去换。
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from lianxin.notify.gateways import ACCEPTED, REJECTED, TROUBLE, Outgoing, Result, trouble
from lianxin.notify.wording import clipped, sms

MOST_BYTES = 256 * 1024
#: 微信订阅消息里，“事项”一格最多二十个字。
THING = 20
_STATES = {"accepted": ACCEPTED, "duplicate": ACCEPTED, "rejected": REJECTED}


class _NoRedirect(HTTPRedirectHandler):
    """不跟着跳转：钥匙不能被带到别处。"""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)
Shape = Callable[[Outgoing], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class WebGateway:
    """经网址送。"""

    url: str
    key: str
    shape: Shape
    timeout: float

    def send(self, messages: Sequence[Outgoing]) -> Mapping[str, Result]:
        """一次交一批；超时、断线、答复看不懂，都当没送到，再送还是同样的编号。"""
        body = {"messages": [{"id": one.uid, "to": one.to, **self.shape(one)} for one in messages]}
        try:
            answer = self._post(json.dumps(body, ensure_ascii=False).encode())
            results = {str(each["id"]): _result(each) for each in answer["results"]}
        except HTTPError as refused:
            refused.close()
            return trouble(messages, f"对方答复 {refused.code}")
        except TimeoutError:
            return trouble(messages, "对方没有按时答复")
        except (OSError, HTTPException) as broken:
            return trouble(messages, f"没连上：{type(broken).__name__}")
        except (ValueError, KeyError, TypeError, AttributeError):
            return trouble(messages, "对方的答复看不懂")
        missing = [one for one in messages if one.uid not in results]
        return {**results, **trouble(missing, "对方没说这一份收没收")}

    def _post(self, body: bytes) -> Any:
        request = Request(  # noqa: S310 （网址由部署的人写，装入时验过）
            self.url,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"},
        )
        with _opener.open(request, timeout=self.timeout) as answer:
            return json.loads(answer.read(MOST_BYTES))


def _result(each: Mapping[str, Any]) -> Result:
    state = _STATES.get(str(each.get("status")), TROUBLE)
    reason = "" if state == ACCEPTED else clipped(str(each.get("reason") or "对方没有收下"), 120)
    return Result(state, clipped(str(each.get("ref") or ""), 80), reason)


def sms_shape(sign: str, most: int) -> Shape:
    """短信的样子：签名在前，长短有限。"""
    return lambda one: {"text": f"【{sign}】{sms(one.texts, one.link, most=most - len(sign) - 2)}"}


def wechat_shape(template: str) -> Shape:
    """微信订阅消息的样子：模板编号、两格内容、点开去哪里。"""

    def shape(one: Outgoing) -> dict[str, Any]:
        data = {"thing1": clipped(one.texts[0], THING), "number2": str(len(one.texts))}
        return {"template": template, "data": data, "link": one.link}

    return shape
