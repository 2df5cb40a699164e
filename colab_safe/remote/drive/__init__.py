"""Google Drive, through its API: https://developers.google.com/workspace/drive/api/reference/rest/v3"""
