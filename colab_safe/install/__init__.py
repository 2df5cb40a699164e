"""Install private packages in a notebook, with the token going to git and nowhere else.

Modules here: what users call (`private_packages`, `local_packages`, `package_index`, `clone`, `drive`, `magic`), and what all
of it needs (`process` runs programs, `progress` tells how far a download is, `http` asks APIs, `server` names a git server,
`clean_errors` drops frames that knew a token).

credentials/  how git, pip and uv get the token while a command runs, and how outputs are redacted
forges/       one entry per kind of git server
packages/     what to install, the installer's command line, what it changed, and what its failures mean
tokens/       where a token comes from, token files, and the forge's API for tokens
"""
