#include "world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static _Noreturn void fail(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

const char *in_world(const struct world *world, const char *name)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", world->folder, name);
	return path;
}

/* -- making ----------------------------------------------------------------- */

/* Those of the user's, when we are root. */
static void give(const char *path)
{
	if (getuid() == 0 && lchown(path, NOBODY, NOBODY) < 0)
		fail(path);
}

static void make_folder(const struct world *world, const char *name)
{
	const char *path = in_world(world, name);

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		fail(path);
	give(path);
}

static void write_file(const struct world *world, const char *name,
		       const char *text, mode_t mode)
{
	const char *path = in_world(world, name);
	FILE *file = fopen(path, "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0 ||
	    chmod(path, mode) < 0)
		fail(path);
	if (strncmp(name, "home/", 5) == 0)
		give(path);
}

static int remove_one(const char *path, const struct stat *status, int kind,
		      struct FTW *walk)
{
	(void)status, (void)kind, (void)walk;
	return remove(path);
}

static void remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void copy_file(const char *from, const char *to)
{
	char bytes[65536];
	ssize_t got;
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);

	while ((got = read(in, bytes, sizeof(bytes))) > 0)
		if (write(out, bytes, (size_t)got) != got)
			fail(to);
	if (in < 0 || out < 0 || close(out) < 0)
		fail(to);
	close(in);
}

static void build_users(const struct world *world)
{
	char text[512];
	uid_t uid = getuid() == 0 ? NOBODY : getuid();
	gid_t gid = getuid() == 0 ? NOBODY : getgid();
	pid_t pid;

	snprintf(text, sizeof(text), "bob@b.example:%u:%u:%s::\n", uid, gid,
		 in_world(world, "home"));
	write_file(world, "users.txt", text, 0644);
	pid = fork();
	if (pid == 0) {
		close(STDOUT_FILENO);
		open("/dev/null", O_WRONLY);
		execl(world->waxseal, "waxseal", "users", "build",
		      in_world(world, "users.txt"),
		      in_world(world, "users.cdb"), NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

struct world *world_new(const char *below, const char *waxseal, char *self)
{
	struct world *world = calloc(1, sizeof(*world));
	char name[256];

	snprintf(name, sizeof(name), "%s/waxseal-faults.XXXXXX", below);
	if (mkdtemp(name) == NULL || chmod(name, 0755) < 0)
		fail(name);
	*world = (struct world){ .folder = strdup(name), .waxseal = waxseal };
	copy_file(self, in_world(world, "sendmail"));
	world->input = strdup(in_world(world, "mail"));
	world->errors = strdup(in_world(world, "errors"));
	build_users(world);
	write_file(world, "zone",
		   "a.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n", 0644);
	return world;
}

void world_free(struct world *world)
{
	remove_all(world->folder);
}

/* -- a scenario ------------------------------------------------------------- */

static void make_mail(struct world *world)
{
	static const char head[] =
		"Received: from a.example by mx.b.example; "
		"Mon, 21 Sep 2026 13:33:00 +0000\n"
		"From: Ann <ann@a.example>\nTo: bob@b.example\n"
		"Subject: hello\nDate: Mon, 21 Sep 2026 13:33:00 +0000\n"
		"Message-ID: <1@a.example>\n\n";
	size_t size = world->scenario->size;
	FILE *file = fopen(world->input, "w");

	free(world->mail);
	world->size = sizeof(head) - 1 + size;
	world->mail = malloc(world->size);
	if (world->mail == NULL || file == NULL)
		fail("mail");
	memcpy(world->mail, head, sizeof(head) - 1);
	for (size_t i = 0; i < size; i++)
		world->mail[sizeof(head) - 1 + i] =
			i % 64 == 63 || i == size - 1
				? '\n'
				: (char)('a' + (i / 64 + i) % 26);
	fwrite(world->mail, 1, world->size, file);
	if (fclose(file) != 0)
		fail("mail");
}

static void make_config(const struct world *world)
{
	char text[2048];
	const char *folder = world->folder;

	snprintf(text, sizeof(text),
		 "users = %s/users.cdb\ndns = zone %s/zone\n"
		 "authserv_id = mx.b.example\nlog = %s/log\n"
		 "now = 1790000000\nsendmail = %s/sendmail\n%s",
		 folder, folder, folder, folder,
		 world->scenario->options != NULL ? world->scenario->options
						  : "");
	write_file(world, "conf", text, 0644);
}

void world_begin(struct world *world, const struct scenario *scenario)
{
	static char *const options[] = { "--queue-id",	"3F2A",
					 "-f",		"ann@a.example",
					 "-d",		"bob@b.example",
					 "-r",		"bob@b.example",
					 "--client-ip", "192.0.2.1" };
	size_t count = sizeof(options) / sizeof(options[0]);

	world->scenario = scenario;
	make_mail(world);
	make_config(world);
	world->argv[0] = (char *)world->waxseal;
	world->argv[1] = "-c";
	world->argv[2] = strdup(in_world(world, "conf"));
	memcpy(world->argv + 3, options, sizeof(options));
	world->argv[3 + count] = NULL;
	world_reset(world);
}

void world_reset(struct world *world)
{
	remove_all(in_world(world, "home"));
	remove_all(in_world(world, "out"));
	make_folder(world, "home");
	make_folder(world, "out");
	if (world->scenario->script != NULL)
		write_file(world, "home/.sieve", world->scenario->script, 0600);
	if (world->scenario->nothing_there)
		return;
	for (const char *const *name =
		     (const char *const[]){
			     "home/Maildir", "home/Maildir/new",
			     "home/Maildir/cur", "home/Maildir/tmp",
			     "home/Maildir/.A", "home/Maildir/.A/new",
			     "home/Maildir/.A/cur", "home/Maildir/.A/tmp",
			     "home/.waxseal", NULL };
	     *name != NULL; name++)
		make_folder(world, *name);
	write_file(world, "home/.waxseal/seen.cdb.journal", "", 0600);
}

/* -- looking ---------------------------------------------------------------- */

/* Its name says how long it is; it ends with the mail as it was sent. */
static bool is_whole(const struct world *world, int fd, const char *name)
{
	const char *size = strstr(name, ",S=");
	struct stat status;
	char *bytes;
	bool whole;

	if (fstat(fd, &status) < 0 || size == NULL ||
	    strtoll(size + 3, NULL, 10) != status.st_size ||
	    (size_t)status.st_size < world->size)
		return false;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd,
		     0);
	if (bytes == MAP_FAILED)
		fail("mmap");
	whole = memcmp(bytes + status.st_size - world->size, world->mail,
		       world->size) == 0;
	munmap(bytes, (size_t)status.st_size);
	return whole;
}

/* To the user, about what a fault kept the script from doing. */
static bool is_notice(int fd)
{
	static const char head[] = "Return-Path: <>\nAuto-Submitted: ";
	char bytes[sizeof(head)] = "";

	return pread(fd, bytes, sizeof(head) - 1, 0) > 0 &&
	       strcmp(bytes, head) == 0;
}

/* The part of the mailbox, as "Maildir/.A/new", among those that are right. */
static unsigned place_of(const struct world *world, const char *part)
{
	unsigned i = 0;

	while (i < FOLDERS && (world->scenario->folders[i] == NULL ||
			       strcmp(world->scenario->folders[i], part) != 0))
		i++;
	return i;
}

static void look_into(const struct world *world, const char *part,
		      struct sight *sight)
{
	char folder[512];
	unsigned place = place_of(world, part);
	const struct dirent *entry;
	DIR *stream;

	snprintf(folder, sizeof(folder), "%s/home/%s", world->folder, part);
	stream = opendir(folder);
	if (stream == NULL)
		return;
	while ((entry = readdir(stream)) != NULL) {
		int fd;

		if (entry->d_name[0] == '.')
			continue;
		fd = openat(dirfd(stream), entry->d_name, O_RDONLY);
		if (is_notice(fd))
			sight->notices++;
		else if (place == FOLDERS ||
			 !is_whole(world, fd, entry->d_name))
			snprintf(sight->wrong, sizeof(sight->wrong),
				 "%.60s: %s", part,
				 place == FOLDERS ? "it is not for here"
						  : "not whole");
		else
			sight->copies[place]++;
		close(fd);
	}
	closedir(stream);
}

static unsigned count_sent(const struct world *world)
{
	DIR *stream = opendir(in_world(world, "out"));
	const struct dirent *entry;
	unsigned count = 0;

	if (stream == NULL)
		return 0;
	while ((entry = readdir(stream)) != NULL)
		count += strncmp(entry->d_name, "sent", 4) == 0;
	closedir(stream);
	return count;
}

struct sight world_look(const struct world *world)
{
	struct sight sight = { .sent = count_sent(world) };
	DIR *stream = opendir(in_world(world, "home/Maildir"));
	const struct dirent *entry;
	char part[300];

	look_into(world, "Maildir/new", &sight);
	look_into(world, "Maildir/cur", &sight);
	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] != '.' || entry->d_name[1] == '\0' ||
		    entry->d_name[1] == '.')
			continue;
		snprintf(part, sizeof(part), "Maildir/%s/new", entry->d_name);
		look_into(world, part, &sight);
		snprintf(part, sizeof(part), "Maildir/%s/cur", entry->d_name);
		look_into(world, part, &sight);
	}
	if (stream != NULL)
		closedir(stream);
	return sight;
}

/* -- sendmail --------------------------------------------------------------- */

/* A whole mail or nothing, under a name of its own. */
int sendmail_main(const char *self)
{
	char tmp[512], name[600], bytes[65536];
	size_t len = strlen(self) - strlen("sendmail");
	ssize_t got;
	int fd;

	snprintf(tmp, sizeof(tmp), "%.*sout/tmp.XXXXXX", (int)len, self);
	fd = mkstemp(tmp);
	if (fd < 0)
		return 75;
	while ((got = read(0, bytes, sizeof(bytes))) > 0)
		if (write(fd, bytes, (size_t)got) != got)
			return 75;
	snprintf(name, sizeof(name), "%.*sout/sent.%ld", (int)len, self,
		 (long)getpid());
	return rename(tmp, name) == 0 ? 0 : 75;
}
