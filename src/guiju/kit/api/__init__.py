"""The side of the kit that programs talk to: routers, who holds a token, problem documents. A face assembles them."""
