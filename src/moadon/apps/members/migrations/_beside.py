"""A trigger for as long as two versions write phones and e-mails, each in its own way: what one has changed takes away
what the other had kept of it, so that none is out of date."""

BESIDE = """
    create function members_sealed_beside() returns trigger language plpgsql as $$
    begin
      if current_setting('moadon.sealing', true) = 'on' then
        return new;
      end if;
      if new.phone is distinct from old.phone then
        new.phone_box := null; new.phone_mark := null;
      elsif new.phone_mark is distinct from old.phone_mark then
        new.phone := null;
      end if;
      if new.email is distinct from old.email then
        new.email_box := null; new.email_mark := null;
      elsif new.email_mark is distinct from old.email_mark then
        new.email := null;
      end if;
      return new;
    end $$;
    create trigger sealed_beside before update on members_member for each row
      execute function members_sealed_beside();
"""
ALONE = "drop trigger sealed_beside on members_member; drop function members_sealed_beside();"
