require ["ereject"];
# rule:[no]
if size :over 100
{
	ereject "Smaller, please.";
}
