require ["copy"];
# rule:[copy]
if true
{
	redirect :copy "bob@elsewhere.example";
}
