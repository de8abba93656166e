// Contacts, their tags and lists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/campaign.h"
#include "domain/contact.h"
#include "store/database.h"

namespace tidings::store::contacts {

// nullopt: the workspace has a contact with this number already. Tags are written too.
std::optional<ContactId> insert(Session& s, const Contact& contact, Instant now);
void update(Session& s, const Contact& contact, Instant now);  // all but phone, replies and tags
std::optional<Contact> by_id(Session& s, ContactId id);        // without tags
std::optional<Contact> by_phone(Session& s, WorkspaceId workspace, std::string_view phone);
std::vector<Contact> all_by_phone(Session& s, std::string_view phone);  // one a workspace
std::vector<Contact> page(Session& s, WorkspaceId workspace, ContactId after, int64_t most);
int64_t count(Session& s, WorkspaceId workspace);

// Contacts of an audience in order of id after the cursor.
std::vector<Contact> of_audience(Session& s, WorkspaceId workspace, const Audience& audience, ContactId after,
                                 int64_t most);

// Reads a row of a query that begins with the columns of contacts.sql's define.
inline constexpr int kContactColumns = 19;
Contact read_contact(Cursor& c);

void note_reply(Session& s, ContactId id, std::string_view text, Instant at);
void add_tag(Session& s, ContactId id, std::string_view tag);
void remove_tag(Session& s, ContactId id, std::string_view tag);
std::vector<std::string> tags(Session& s, ContactId id);

struct List {
  ListId id;
  std::string name;
  Instant created_at;
  int64_t members = 0;
};
ListId list_of_name(Session& s, WorkspaceId workspace, std::string_view name, Instant now);  // made when new
std::optional<ListId> find_list(Session& s, WorkspaceId workspace, std::string_view name);
std::vector<List> lists(Session& s, WorkspaceId workspace);
void add_to_list(Session& s, ListId list, ContactId contact);
int64_t list_count(Session& s, ListId list);

}  // namespace tidings::store::contacts
