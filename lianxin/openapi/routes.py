"""同一个网址上的几种请求方法要挂在同一个路由上；跨文件共用的路由放在这里。"""

from ninja import Router

opinions = Router(tags=["群众意见"])
