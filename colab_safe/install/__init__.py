"""Private packages in a notebook: the token goes to git, and nowhere else.

library, clone, index, magic     what a user calls
process, pip, diagnosis          the programs that are run, what they say, what it means
credentials, broker, helper      how git gets the token
sources, token_file, encryption  where the token comes from
forges/                          one entry for each kind of git server
"""
