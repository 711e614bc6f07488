"""The survey of all pages: what each weighs, how Lighthouse and axe judge it, and how it looks."""
