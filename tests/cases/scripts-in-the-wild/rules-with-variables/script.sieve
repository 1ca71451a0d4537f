require ["fileinto","variables"];
set "EDITOR" "Rule builder";
set "EDITOR_VERSION" "1.6";
set "where" "";
# rule:[where]
if address :matches "from" "*@*.example"
{
	set :lower :upperfirst "where" "${2}";
}
# rule:[what]
if header :matches "subject" "*"
{
	set "what" "${1}";
}
# rule:[file]
if allof (string :is "${where}" "Shop", not string :matches " ${what} " "* rotten *")
{
	fileinto "${where}/${what}";
	stop;
}
