"""How it gets better: monthly review reports and improvement actions."""
