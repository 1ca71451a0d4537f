require ["body","fileinto"];
# rule:[text]
if body :text :contains "Äpfel"
{
	fileinto "Text";
}
# rule:[part]
if body :content "text/html" :contains ["<b>","<i>"]
{
	fileinto "Part";
}
# rule:[raw]
if body :raw :contains "=C3=84pfel"
{
	fileinto "Raw";
}
# rule:[none]
if body :content "image" :contains ""
{
	fileinto "Image";
}
