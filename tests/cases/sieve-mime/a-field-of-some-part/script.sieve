require ["mime", "fileinto"];
if exists :mime :anychild "content-md5"
{
    fileinto "INBOX.md5";
}
