"""后台任务：把做到一半、没人管了的任务放回队里。"""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from lianxin.ops.worker import STALLED_SECONDS


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ops.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """每分钟一次：做任务的进程死了，它手上的任务重新排队。"""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)
