//! Command lines, environments and property flags.

use super::{gone, replaced};

#[test]
fn only_the_secret_is_replaced() {
    replaced(&[
        "[\"--password\",\"§\"]",
        "['curl', '--token=§', 'x']",
        "cmd --password § --x",
        "cmd --password=§",
        "cmd --api-key § --x",
        "cmd --client-secret '§' x",
        "mongo --username bob --password § h",
        "PGPASSWORD=§ psql -h h",
        "- name: DB_PASSWORD\n  value: §",
        "- name: DB_PASSWORD\n  value: \"§\"",
        "export DB_PASSWORD='§'",
        "setenv DB_PASSWORD §",
        "set DB_PASSWORD=§",
        "$env:DB_PASSWORD = \"§\"",
        "ENV DB_PASSWORD §",
        "ENV DB_PASSWORD=§",
        "ARG TOKEN=§",
        "docker run -e DB_PASSWORD=§ img",
        "docker run -e \"DB_PASSWORD=§\" img",
        "--env DB_PASSWORD=§",
        "kubectl create secret generic s --from-literal=password=§",
        "helm install --set db.password=§,x=1",
        "-Dpassword=§",
        "-Djavax.net.ssl.keyStorePassword=§",
        "- password: §",
        "-  \"password\": \"§\",",
        "java -Dpassword=§ -jar a.jar",
        "keytool -storepass § -list",
        "requirepass §",
        "bindpw §",
        "setx API_TOKEN §",
    ]);
}

#[test]
fn the_secret_is_gone() {
    gone(&[
        "mysql -uroot -p§ db",
        "mysql -u root -p§ db",
        "mysql -u root -p'§' db",
        "sshpass -p § ssh host",
        "sshpass -p '§' ssh host",
        "docker login -u bob -p § reg.io",
        "redis-cli -a § ping",
        "redis-cli -h h -a '§'",
        "ldapsearch -D cn=admin -w § -b dc",
        "echo § | docker login --password-stdin",
        "unzip -P § a.zip",
        "sshpass -p§ ssh host",
    ]);
}
