"""测试里的人和时间，以及各自传附件的手法。"""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from lianxin.files import usecases
from lianxin.files.models import Attachment
from lianxin.kernel.actors import PUBLIC, Actor

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
CLERK = Actor(7, "秦望", "五里界街道人大工委 联络员")
COLLEAGUE = Actor(8, "方舟", "区住建局 科员")


def store_image(content: bytes, *, name: str = "灯.jpg", at: datetime = MONDAY) -> Attachment:
    """群众传一张照片。"""
    return usecases.store_image(
        upload=BytesIO(content), original_name=name, audience="submitter", actor=PUBLIC, at=at
    )


def store_document(
    content: bytes, *, name: str = "方案.pdf", audience: str = "staff", actor: Actor = CLERK
) -> Attachment:
    """工作人员传一份文件。"""
    return usecases.store_document(
        upload=BytesIO(content), original_name=name, audience=audience, actor=actor, at=MONDAY
    )
