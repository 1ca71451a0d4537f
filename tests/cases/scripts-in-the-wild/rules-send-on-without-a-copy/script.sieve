# rule:[away]
if true
{
	redirect "bob@elsewhere.example";
	stop;
}
